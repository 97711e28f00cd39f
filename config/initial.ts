/** What `coffre init` asks or takes from its flags; every member has a default that works. */
export interface InitialChoices {
  readonly organisation?: string | undefined;
  readonly country?: string | undefined;
  readonly timezone?: string | undefined;
  readonly stateDir?: string | undefined;
  readonly masterFile?: string | undefined;
  readonly storePath?: string | undefined;
  readonly storeSite?: string | undefined;
  readonly storeCountry?: string | undefined;
  readonly sourcePath?: string | undefined;
  readonly sourceSite?: string | undefined;
  readonly tenants?: readonly { readonly id: string; readonly name: string }[] | undefined;
}

/** Any text as a YAML scalar: JSON strings are double-quoted YAML, apart from characters YAML does not print. */
function scalar(text: string): string {
  if (/^[A-Za-z./][A-Za-z0-9 ./_-]*$/.test(text) && !/^(true|false|null|\.(inf|nan)|\s)|\s$/i.test(text)) return text;
  return JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (one) => {
    return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** The commented configuration that `coffre init` writes: filesystem store, folder source, paths relative to the file. */
export function initialConfig(choices: InitialChoices = {}): string {
  const country = choices.country ?? 'FR';
  const tenants = choices.tenants ?? [{ id: 'acme', name: 'Acme SARL' }];
  const lines = tenants.map(({ id, name }) => `  - { id: ${scalar(id)}, name: ${scalar(name)}, source: drop }`);
  return `# Configuration of Coffre. Paths are relative to this file; docs/configuration.md lists every setting.
# Secrets never stand here: name the file or the environment variable that holds them.

organisation:
  name: ${scalar(choices.organisation ?? 'OPTIMA DSI')}
  country: ${scalar(country)}
  timezone: ${scalar(choices.timezone ?? 'Europe/Paris')}
  # Where data may lie. The store's country must be one of these.
  allowedCountries: [${scalar(country)}]

# Catalogue, ledger copy, spool. A cache: losing it loses nothing.
stateDir: ${scalar(choices.stateDir ?? './state')}

keys:
  # Whoever has this file and the vault reads all mail. Without it nobody does: keep the recovery kit elsewhere.
  masterFile: ${scalar(choices.masterFile ?? './master.key')}

# The backups. Their site must differ from the site of every source; see config/examples/s3.yaml for a bucket.
store:
  kind: filesystem
  path: ${scalar(choices.storePath ?? './vault')}
  site: ${scalar(choices.storeSite ?? 'lyon')}
  country: ${scalar(choices.storeCountry ?? country)}

# Where mailboxes come from: <path>/<tenant>/<mailbox>.pst. See config/examples/exchange.yaml for an Exchange server.
sources:
  - id: drop
    kind: folder
    path: ${scalar(choices.sourcePath ?? './pst')}
    site: ${scalar(choices.sourceSite ?? 'rennes')}

# The client organisations.
tenants:${lines.length === 0 ? ' []' : `\n${lines.join('\n')}`}

# When nights run, and how many are kept. These are the defaults.
schedule:
  window: { start: "22:00", end: "06:00" }
  catchUp: true
retention:
  nights: 7

# Reports and alarms by mail.
# mail:
#   host: smtp.example.org
#   user: coffre
#   passwordFile: ./smtp.password
#   from: Coffre <coffre@example.org>
#   to: [operations@example.org]
#   language: fr
`;
}
