import { expect, test } from 'vitest';
import type { Config } from '../../config/index.ts';
import { whoActs } from './who-acts.ts';

const people: Config['people'] = [
  { name: 'c.morel', role: 'approver' },
  { name: 'l.petit', role: 'technician', tenants: ['acme'] },
];

test('whoever is listed acts with the role of the list, anybody else as a technician', () => {
  expect(whoActs({ people }, 'c.morel', 'acme')).toEqual({ id: 'c.morel', role: 'approver' });
  expect(whoActs({ people }, 'root', 'acme')).toEqual({ id: 'root', role: 'technician' });
});

test('whoever is listed for other tenants only is refused, and is not taken for somebody unlisted', () => {
  expect(whoActs({ people }, 'l.petit', 'acme').role).toBe('technician');
  expect(() => whoActs({ people }, 'l.petit', 'delmas')).toThrowError(expect.objectContaining({ code: 'ROLE_TENANT' }));
});

test.each(['C.Morel', ' c.morel ', 'c.mo\u00adrel', 'ｃ.morel'])(
  '%j is the person of the list, under the list’s name',
  (name) => {
    expect(whoActs({ people }, name, 'acme')).toEqual({ id: 'c.morel', role: 'approver' });
    expect(() => whoActs({ people }, 'L.PETIT', 'delmas')).toThrowError(
      expect.objectContaining({ code: 'ROLE_TENANT' }),
    );
  },
);
