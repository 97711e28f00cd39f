import { type ContractEventBody, parseContractEvent } from '../../daemon/index.ts';
import { cliError } from '../errors.ts';

interface Tree {
  [key: string]: unknown;
}

/** Depth of what a payload may hold; terms are three deep. */
const DEEPEST = 5;

/**
 * The payload of an event from the command line: a JSON object, then `KEY=VALUE` settings on top of it. A key with dots goes
 * into an object; a value that reads as JSON is that, any other is text. USAGE where it is no object or a key is odd.
 */
export function payloadOf(json: string | undefined, settings: readonly string[]): Readonly<Record<string, unknown>> {
  const payload = json === undefined ? {} : parseObject(json);
  for (const setting of settings) {
    const [, path, value] = /^([A-Za-z][A-Za-z0-9.]{0,100})=(.*)$/s.exec(setting) ?? [];
    if (path === undefined || value === undefined) {
      throw cliError('USAGE', `${JSON.stringify(setting.slice(0, 80))} is no setting: give KEY=VALUE`);
    }
    place(payload, path.split('.'), settingOf(value));
  }
  return payload;
}

/** The event that type and payload make; LEDGER_EVENT_INVALID names the first field that is wrong. */
export function eventFrom(type: string, payload: Readonly<Record<string, unknown>>): ContractEventBody {
  return parseContractEvent(type, payload);
}

function parseObject(json: string): Tree {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw cliError('USAGE', 'the payload is no JSON', { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw cliError('USAGE', 'the payload is no JSON object');
  }
  return { ...value };
}

function place(tree: Tree, keys: readonly string[], value: unknown): void {
  const [key, ...rest] = keys;
  // A key such as __proto__ would reach past the object.
  if (key === undefined || key === '' || keys.length > DEEPEST || key in Object.prototype) {
    throw cliError('USAGE', `${JSON.stringify(keys.join('.'))} is no key of an event`);
  }
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const inner = tree[key];
  const below: Tree = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? { ...inner } : {};
  tree[key] = below;
  place(below, rest, value);
}

/** Numbers, booleans, null, lists and objects as JSON writes them; everything else, dates above all, is text. */
function settingOf(text: string): unknown {
  if (!/^(-?\d+|true|false|null|[[{"].*)$/s.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
