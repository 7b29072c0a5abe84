import './editing.test';
import './commands.test';
