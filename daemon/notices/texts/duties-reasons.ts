import type { ContestReason, SuspensionCause } from '../../../domain/index.ts';
import type { Language } from '../types.ts';

/** Closed lists of the contract in words. */
export const suspensionCauses: Readonly<Record<Language, Readonly<Record<SuspensionCause, string>>>> = {
  fr: {
    'unlawful-use': 'usage contraire à la loi ou au contrat',
    'security-risk': 'risque pour la sécurité des services',
    'non-payment': 'facture impayée',
    charter: 'manquement à la charte de bonne conduite',
    requisition: 'réquisition d’une autorité',
    maintenance: 'maintenance',
    emergency: 'intervention urgente',
  },
  en: {
    'unlawful-use': 'use against the law or the contract',
    'security-risk': 'a risk for the security of the services',
    'non-payment': 'an unpaid invoice',
    charter: 'a breach of the charter of good conduct',
    requisition: 'an order of an authority',
    maintenance: 'maintenance',
    emergency: 'an urgent intervention',
  },
};

export const contestReasons: Readonly<Record<Language, Readonly<Record<ContestReason, string>>>> = {
  fr: {
    missing: 'élément manquant',
    unreadable: 'élément illisible',
    'count-differs': 'nombre différent',
    'wrong-rights': 'droits incorrects',
    other: 'autre motif',
  },
  en: {
    missing: 'something is missing',
    unreadable: 'something cannot be read',
    'count-differs': 'the count differs',
    'wrong-rights': 'the rights are wrong',
    other: 'another reason',
  },
};
