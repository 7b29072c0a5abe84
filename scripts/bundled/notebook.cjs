// Stands in for the language client's synchronization of notebooks, which no server of ours asks for: it knows of none.
const { NotebookDocumentSyncRegistrationType } = require('vscode-languageserver-protocol');

const never = () => ({ dispose() {} });

exports.NotebookDocumentSyncFeature = class {
  static CellScheme = 'vscode-notebook-cell';
  registrationType = NotebookDocumentSyncRegistrationType.type;
  onOpenNotificationSent = never;
  onChangeNotificationSent = never;
  onSaveNotificationSent = never;
  onCloseNotificationSent = never;
  fillClientCapabilities() {}
  preInitialize() {}
  initialize() {}
  getState() {
    return { kind: 'document', id: this.registrationType.method, registrations: false, matches: false };
  }
  register() {}
  unregister() {}
  handles() {
    return false;
  }
  clear() {}
};
