import './editing.test';
import './checklist.test';
import './commands.test';
