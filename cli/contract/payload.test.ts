import { describe, expect, test } from 'vitest';
import { eventFrom, payloadOf } from './payload.ts';

describe('a payload from the command line', () => {
  test('settings go on top of the JSON object, dots lead into objects', () => {
    expect(
      payloadOf('{"by":"client","letter":{"form":"lrar"}}', ['by=provider', 'letter.received=2027-03-30']),
    ).toEqual({
      by: 'provider',
      letter: { form: 'lrar', received: '2027-03-30' },
    });
  });

  test.each([
    ['n=12', { n: 12 }],
    ['n=-3', { n: -3 }],
    ['n=null', { n: null }],
    ['n=true', { n: true }],
    ['n=["a","b"]', { n: ['a', 'b'] }],
    ['n=2027-03-24', { n: '2027-03-24' }],
    ['n=00', { n: '00' }],
    ['n=[broken', { n: '[broken' }],
    ['n=', { n: '' }],
    ['n=a=b', { n: 'a=b' }],
  ])('%s', (setting, expected) => {
    expect(payloadOf(undefined, [setting])).toEqual(expected);
  });

  test.each(['__proto__=1', '__proto__.polluted=1', 'constructor.prototype.x=1', 'a..b=1', '=1', 'a', 'a.b.c.d.e.f=1'])(
    '%s is refused and touches nothing',
    (setting) => {
      expect(() => payloadOf(undefined, [setting])).toThrow(expect.objectContaining({ code: 'USAGE' }));
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    },
  );

  test('a JSON object with a __proto__ key changes no prototype', () => {
    const payload = payloadOf('{"__proto__":{"polluted":1},"by":"client"}', []);
    expect((payload as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('what is no object is refused', () => {
    for (const json of ['[]', '1', 'null', '"x"', '{']) {
      expect(() => payloadOf(json, [])).toThrow(expect.objectContaining({ code: 'USAGE' }));
    }
  });

  test('an event that does not parse names the first field that is wrong', () => {
    expect(() => eventFrom('notice.informal', { by: 'client' })).toThrow(/channel/);
    expect(eventFrom('notice.informal', { by: 'client', channel: 'call' })).toEqual({
      type: 'notice.informal',
      by: 'client',
      channel: 'call',
    });
  });
});
