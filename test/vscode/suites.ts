import './editing.test';
import './compose.test';
import './capacity.test';
import './checklist.test';
import './commands.test';
import './python.test';
