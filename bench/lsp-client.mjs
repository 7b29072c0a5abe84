// A language client that does no more than measure: it speaks to a server over standard input and output.

import { spawn } from 'node:child_process';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { memoryOf } from './measure.mjs';

const PATIENCE = 120_000;

export class Client {
  #waiting = [];
  #version = 1;

  /**
   * @param {string} command
   * @param {readonly string[]} args
   * @param {(section: string) => unknown} [settings] what the server is told of a section when it asks
   */
  constructor(command, args, settings = () => ({})) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.connection = createMessageConnection(
      new StreamMessageReader(this.child.stdout),
      new StreamMessageWriter(this.child.stdin),
    );
    this.connection.onNotification('textDocument/publishDiagnostics', (params) => {
      this.#waiting = this.#waiting.filter(({ uri, version, done }) => {
        if (params.uri !== uri || (params.version ?? version) < version) return true;
        done(params);
        return false;
      });
    });
    this.connection.onRequest('workspace/configuration', ({ items }) => items.map(({ section }) => settings(section)));
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.listen();
  }

  /** Milliseconds from the start of the process to the answer to `initialize`. */
  async initialize(rootUri) {
    const start = performance.now();
    await this.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri,
      workspaceFolders: rootUri ? [{ uri: rootUri, name: 'bench' }] : null,
      capabilities: {
        workspace: { configuration: true, workspaceFolders: true },
        textDocument: { publishDiagnostics: { relatedInformation: true } },
      },
    });
    const took = performance.now() - start;
    await this.connection.sendNotification('initialized', {});
    return took;
  }

  #diagnostics(uri, version) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no diagnostics for ${uri} within ${PATIENCE / 1000} s`)),
        PATIENCE,
      );
      const done = (params) => {
        clearTimeout(timer);
        resolve(params);
      };
      this.#waiting.push({ uri, version, done });
    });
  }

  /** Opens a document without waiting for an answer. */
  tellOpen(uri, { languageId, text }) {
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Opens a document; `took` are the milliseconds until its diagnostics. */
  async open(uri, languageId, text) {
    this.#version = 1;
    const answer = this.#diagnostics(uri, 1);
    const start = performance.now();
    await this.tellOpen(uri, { languageId, text });
    const { diagnostics } = await answer;
    return { took: performance.now() - start, diagnostics };
  }

  /** Types one character at a place, as an editor would say it, and waits for the diagnostics of that version. */
  async type(uri, line, character, text, remove = 0) {
    const version = ++this.#version;
    const answer = this.#diagnostics(uri, version);
    const start = performance.now();
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: { line, character }, end: { line, character: character + remove } }, text }],
    });
    await answer;
    return performance.now() - start;
  }

  async request(method, params) {
    const start = performance.now();
    const result = await this.connection.sendRequest(method, params);
    return { took: performance.now() - start, result };
  }

  /** Resident memory of the server, and its highest so far, in bytes. */
  memory() {
    return memoryOf(this.child.pid);
  }

  async end() {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5_000);
    await this.connection.sendRequest('shutdown').catch(() => {});
    await this.connection.sendNotification('exit').catch(() => {});
    await ended;
    clearTimeout(timer);
    this.connection.dispose();
  }
}
