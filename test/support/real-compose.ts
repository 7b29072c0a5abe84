import { hasPython, runPython } from './real-python';

/** What docker-compose 1.29 makes of some Compose files: its own merged and interpolated model, or why it refuses. */
export interface RealComposeAnswer {
  readonly services?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  /** Files of variables and build folders that were missing and have been made, empty, so that it goes on. */
  readonly made: readonly string[];
}

export interface RealComposeQuestion {
  readonly folder: string;
  readonly files: readonly string[];
}

export function hasCompose(): boolean {
  return hasPython('compose.config');
}

/**
 * Asks the installed docker-compose what it makes of each, by the same modules that its `config` runs, with nothing in
 * the environment. A command is given as the arguments into which it splits it.
 */
export async function askCompose(questions: readonly RealComposeQuestion[]): Promise<readonly RealComposeAnswer[]> {
  return runPython(SCRIPT, { input: questions });
}

const SCRIPT = `
import json, logging, os, re, shlex, sys
os.environ.clear()
os.environ["HOME"] = "/nonexistent-home"
logging.disable(logging.CRITICAL)
from compose.config import config
from compose.config.environment import Environment
from compose.config.serialize import denormalize_config

# A service or volume that one file of several uses and another one has is no reason to refuse.
for check in ("match_named_volumes", "validate_depends_on", "validate_links", "validate_network_mode", "validate_pid_mode"):
    setattr(config, check, lambda *arguments, **named: None)

def plain(value):
    if hasattr(value, "repr"):
        return plain(value.repr())
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(v) for v in value]
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    return str(value)

def load(question):
    made = []
    while True:
        try:
            environment = Environment.from_env_file(question["folder"])
            details = config.find(question["folder"], question["files"], environment)
            model = denormalize_config(config.load(details))
            break
        except Exception as error:
            text = str(error)
            missing = re.search(r"Couldn't find env file: (\\S+)", text)
            if missing and len(made) < 20:
                os.makedirs(os.path.dirname(missing.group(1)), exist_ok=True)
                open(missing.group(1), "w").close()
                made.append(missing.group(1))
                continue
            folder = re.search(r"build path (/\\S+) either does not exist", text)
            if folder and len(made) < 200:
                os.makedirs(folder.group(1), exist_ok=True)
                made.append(folder.group(1))
                continue
            return {"error": type(error).__name__ + ": " + text, "made": made}
    for service in model["services"].values():
        for key in ("command", "entrypoint"):
            value = service.get(key)
            if isinstance(value, str):
                try:
                    service[key] = shlex.split(value)
                except ValueError as error:
                    service[key] = {"unreadable": str(error)}
    return {**{key: plain(model.get(key) or {}) for key in ("services", "networks", "volumes")}, "made": made}

print(json.dumps([load(question) for question in json.loads(sys.argv[1])]))
`;
