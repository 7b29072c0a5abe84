import './editing.test';
import './capacity.test';
import './checklist.test';
import './commands.test';
