import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { coreError, SimulatedClock } from '../../core/index.ts';
import { checkable, hostileStrings } from '../../test/fakes/hostile-strings.ts';
import { createJsonUi, createTextUi, outputOn, type Table, type Ui, type UiOptions } from './index.ts';

interface Screen {
  readonly ui: Ui;
  readonly clock: SimulatedClock;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

interface ScreenOptions extends Partial<UiOptions> {
  readonly json?: boolean;
  /** Columns of the terminal; none where there is no terminal. */
  readonly columns?: number;
}

function screen({ json = false, columns, ...options }: ScreenOptions = {}): Screen {
  const stream = () => {
    let written = '';
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        written += chunk.toString();
        done();
      },
    });
    const terminal = columns === undefined ? {} : { isTTY: true, columns, rows: 24 };
    return { stream: Object.assign(sink, terminal), read: () => written };
  };
  const [out, err] = [stream(), stream()];
  const clock = new SimulatedClock(0);
  const create = json ? createJsonUi : createTextUi;
  const outputs = { stdout: outputOn(out.stream), stderr: outputOn(err.stream) };
  const ui = create({ language: 'en', color: true, verbosity: 'normal', ...options }, outputs, clock);
  return { ui, clock, stdout: out.read, stderr: err.read };
}

const table: Table = {
  columns: [{ title: { fr: 'Boîte', en: 'Mailbox' } }, { title: 'N', align: 'right' }, { title: 'State' }],
  rows: [
    ['été@acme.example', '7', { text: 'ok', tone: 'good' }],
    ['日本語', '1204', { text: 'COMPROMISED', tone: 'bad' }],
  ],
};

describe('text', () => {
  test('tables are aligned by what the eye sees, in the language asked for', () => {
    const { ui, stdout } = screen({ language: 'fr' });
    ui.table(table);
    expect(stdout()).toBe(
      ['Boîte                N  State', 'été@acme.example     7  ok', '日本語            1204  COMPROMISED', ''].join(
        '\n',
      ),
    );
  });

  test('an empty table says so', () => {
    const { ui, stdout } = screen();
    ui.table({ ...table, rows: [] });
    expect(stdout()).toBe('(nothing)\n');
  });

  test('colours appear on a terminal that wants them and nowhere else', () => {
    const coloured = screen({ columns: 80 });
    coloured.ui.table(table);
    expect(coloured.stdout()).toContain('\u001b[31mCOMPROMISED\u001b[39m');
    for (const plain of [screen({ columns: 80, color: false }), screen({ color: true })]) {
      plain.ui.table(table);
      plain.ui.error(coreError('INTERNAL', 'x'));
      expect(plain.stdout() + plain.stderr()).not.toContain('\u001b');
    }
  });

  test('a table that is wider than the terminal is cut in its text columns, never elsewhere', () => {
    const wide: Table = { columns: table.columns, rows: [['x'.repeat(100), '1234567890', 'y'.repeat(50)]] };
    const narrow = screen({ columns: 60, color: false });
    narrow.ui.table(wide);
    const lines = narrow.stdout().trimEnd().split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines[1]).toMatch(/^x+… +1234567890 {2}y+…$/);
    const piped = screen();
    piped.ui.table(wide);
    expect(piped.stdout()).toContain('x'.repeat(100));
  });

  test('one enormous cell does not blow up the other rows, and is whole where nothing needs to be cut', () => {
    const { ui, stdout } = screen();
    ui.table({
      columns: table.columns,
      rows: [['x'.repeat(10_000), '1', 'a'], ...Array.from({ length: 50 }, () => ['y', '2', 'b'])],
    });
    expect(stdout()).toContain('x'.repeat(10_000));
    expect(stdout().length).toBeLessThan(22_000);
  });

  test('a result prints its blocks, and there is only one', () => {
    const { ui, stdout } = screen();
    const blocks = [
      { block: 'heading', text: 'Night' },
      { block: 'line', text: { fr: 'fini', en: 'done' } },
      { block: 'table', ...table },
    ] as const;
    ui.result({ a: 1 }, blocks);
    expect(stdout().split('\n').slice(0, 3)).toEqual(['', 'Night', 'done']);
    expect(() => ui.result({})).toThrow(TypeError);
  });

  test('an error says its kind, what happened, what to do and its code, on standard error', () => {
    const { ui, stdout, stderr } = screen({ language: 'fr' });
    ui.error(coreError('TIMEOUT', 'no answer within 5 s', { cause: new Error('socket hang up') }));
    expect(stdout()).toBe('');
    expect(stderr()).toBe(
      'momentanément impossible : no answer within 5 s\n' +
        '  à faire : Try again; if it persists run coffre doctor.\n  code : TIMEOUT\n',
    );
  });

  test('verbose shows the causes, each once, even when they form a ring', () => {
    const inner = new Error('inner');
    const outer = new Error('outer', { cause: inner });
    inner.cause = outer;
    const { ui, stderr } = screen({ verbosity: 'verbose' });
    ui.error(coreError('INTERNAL', 'x', { cause: outer }));
    expect(stderr().match(/cause: /g)).toHaveLength(2);
  });
});

describe('json', () => {
  test('prints the document alone; lines, tables and progress do not reach standard output', async () => {
    const { ui, stdout } = screen({ json: true });
    ui.line('hello');
    ui.table(table);
    ui.heading('x');
    ui.progress({ step: 'night', done: 1, total: 2, unit: 'mailboxes' });
    ui.warn('careful');
    ui.result({ checked: 1, name: 'é' }, [{ block: 'line', text: 'x' }]);
    await ui.close();
    expect(stdout()).toBe('{"checked":1,"name":"é"}\n');
    expect(() => ui.result({})).toThrow(TypeError);
  });

  test('an error is the document', async () => {
    const { ui, stdout, stderr } = screen({ json: true });
    ui.error(coreError('TIMEOUT', 'late', { cause: new Error('socket') }));
    await ui.close();
    const hint = 'Try again; if it persists run coffre doctor.';
    expect(JSON.parse(stdout())).toEqual({ error: { code: 'TIMEOUT', message: 'late', hint, cause: 'socket' } });
    expect(stderr()).toBe('');
  });

  test('an error after the document leaves the one document alone', async () => {
    const { ui, stdout, stderr } = screen({ json: true });
    ui.result({ a: 1 });
    ui.error(coreError('INTERNAL', 'late'));
    await ui.close();
    expect(stdout()).toBe('{"a":1}\n');
    expect(JSON.parse(stderr())).toMatchObject({ error: { code: 'INTERNAL' } });
  });

  test('a command that says nothing still gives one document', async () => {
    const { ui, stdout } = screen({ json: true });
    await ui.close();
    expect(stdout()).toBe('{}\n');
  });
});

describe('hostile text', () => {
  test.each(hostileStrings)('hostile string %# neither breaks a line nor reaches the terminal', async (hostile) => {
    const { ui, stdout, stderr } = screen({ language: 'fr', verbosity: 'verbose' });
    ui.line(hostile);
    ui.line({ fr: hostile, en: 'x' });
    ui.table({ columns: [{ title: hostile }], rows: [[hostile], [{ text: hostile, tone: 'bad' }]] });
    ui.result({}, [{ block: 'line', text: hostile }]);
    ui.warn(hostile);
    ui.error(coreError('INTERNAL', hostile, { hint: hostile, cause: new Error(hostile) }));
    ui.progress({ step: hostile, done: 1, unit: 'items' });
    await ui.close();
    expect(checkable(stdout())).toBe('');
    expect(checkable(stderr())).toBe('');
    expect(stdout().trimEnd().split('\n')).toHaveLength(6);
    expect(stderr().trimEnd().split('\n')).toHaveLength(6);
  });

  test.each(hostileStrings)('hostile string %# keeps its value in JSON and is spelt out there', async (hostile) => {
    const { ui, stdout } = screen({ json: true });
    ui.result({ [hostile]: [hostile] });
    await ui.close();
    expect(checkable(stdout())).toBe('');
    expect(JSON.parse(stdout())).toEqual({ [hostile]: [hostile] });
  });

  test('on a terminal only our own sequences appear', async () => {
    const { ui, stdout, stderr } = screen({ columns: 40 });
    ui.progress({ step: '\u001b[2J\u001b]0;x\u0007\n', done: 1, total: 9, unit: 'items' });
    ui.line('\u001b[2J');
    await ui.close();
    expect(stdout()).toBe('\\x1b[2J\n');
    for (const forged of ['\u001b[2J', '\u001b]0', '\u0007']) expect(stderr()).not.toContain(forged);
  });
});

describe('progress', () => {
  const step = (done: number, name = 'export') => ({ step: name, done, total: 100e6, unit: 'bytes' }) as const;

  test('elsewhere than on a terminal it is a line per step at its begin and end, and one now and then', () => {
    const { ui, clock, stderr } = screen();
    for (let second = 0; second <= 100; second++) {
      ui.progress(step(second * 1e6));
      clock.advance(1000);
    }
    ui.progress(step(0, 'store'));
    expect(stderr().trimEnd().split('\n')).toEqual([
      'export  0 %  0 B of 100 MB',
      'export  30 %  30.0 MB of 100 MB  1.0 MB/s  1 min 10 s left',
      'export  60 %  60.0 MB of 100 MB  1.0 MB/s  40 s left',
      'export  90 %  90.0 MB of 100 MB  1.0 MB/s  10 s left',
      'export  100 %  100 MB of 100 MB  done in 1 min 40 s',
      'store  0 %  0 B of 100 MB',
    ]);
  });

  test('on a terminal it is one line within its width, taken away before anything else is printed', async () => {
    const { ui, clock, stderr, stdout } = screen({ columns: 40, language: 'fr' });
    for (let second = 0; second < 5; second++) {
      ui.progress(step(second * 1e6, `export de ${'très '.repeat(20)}longue boîte`));
      clock.advance(1000);
    }
    const drawn = stderr();
    const shown = stripVTControlCharacters(drawn).split('\n');
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThan(40);
    ui.line('fini');
    expect(stderr().length).toBeGreaterThan(drawn.length);
    expect(stdout()).toBe('fini\n');
    await ui.close();
  });

  test('is not drawn more often than a person can read', () => {
    const { ui, clock, stderr } = screen({ columns: 80 });
    for (let index = 0; index < 1000; index++) {
      ui.progress(step(index));
      clock.advance(1);
    }
    expect(stderr().match(/export/g)?.length).toBeLessThanOrEqual(11);
  });

  test('quiet shows none', () => {
    const { ui, stderr } = screen({ verbosity: 'quiet', columns: 80 });
    ui.progress(step(1));
    expect(stderr()).toBe('');
  });
});

describe('the output', () => {
  const broken = (code: string) =>
    new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write failed'), { code })),
    });
  const uiOn = (stream: Writable): Ui => {
    const outputs = { stdout: outputOn(stream), stderr: outputOn(new PassThrough().resume()) };
    return createJsonUi({ language: 'en', color: false, verbosity: 'normal' }, outputs, new SimulatedClock(0));
  };

  test('a reader that left early is no failure', async () => {
    const ui = uiOn(broken('EPIPE'));
    ui.result({ a: 1 });
    await expect(ui.close()).resolves.toBeUndefined();
  });

  test('a full disk is one: the answer is not there', async () => {
    const ui = uiOn(broken('ENOSPC'));
    ui.result({ a: 1 });
    await expect(ui.close()).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
  });
});
