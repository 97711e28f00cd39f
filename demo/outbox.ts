import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mailer, type MailMessage, MemoryMailer } from '../connectors/mail/index.ts';

/** A mailer that keeps each message as a page to look at: what the operator would have found in the morning. */
export function createOutbox(folder: string): Mailer & { readonly sent: () => readonly MailMessage[] } {
  // The same checks as on the way to a real server.
  const memory = new MemoryMailer();
  let count = 0;
  return {
    send: async (message, signal) => {
      await memory.send(message, signal);
      await mkdir(folder, { recursive: true });
      const name = `${String(++count).padStart(2, '0')}-${message.id}`;
      const head = `Subject: ${message.subject}\nTo: ${message.to.join(', ')}\n\n`;
      await writeFile(join(folder, `${name}.txt`), `${head}${message.text}\n`);
      if (message.html !== undefined) await writeFile(join(folder, `${name}.html`), message.html);
    },
    close: () => memory.close(),
    sent: () => memory.sent,
  };
}
