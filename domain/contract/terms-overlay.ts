import type { BodyOf, Context } from './context.ts';
import { isOver } from './context.ts';
import { refuseBy } from './deadlines.ts';
import { keep } from './kept.ts';
import type { ContractState, TermsOverlay } from './state.ts';

const withOverlay = (state: ContractState, change: Partial<TermsOverlay>): ContractState => ({
  ...state,
  termsOverlay: { ...state.termsOverlay, ...change },
});

/** K1: a mail without proof is none. */
export function termsOffered(state: ContractState, body: BodyOf<'terms.offered'>, { proofs }: Context): ContractState {
  const mailedOn = proofs.length === 0 ? null : body.mailedOn;
  const { versionSha256: offeredSha256, entersIntoForce } = body;
  const offer = { offeredSha256, mailedOn, entersIntoForce, refuseBy: null, used: false };
  return withOverlay(state, { ...offer, kind: 'offered' });
}

/** K2: the thirty days run from here, not from the mail. */
export function termsInForce(state: ContractState): ContractState {
  const { entersIntoForce } = state.termsOverlay;
  if (entersIntoForce === null || state.terms === null) return state;
  const last = refuseBy(entersIntoForce, state.terms.readings.calendar).result;
  return withOverlay(state, { kind: 'in-force-pending', refuseBy: last });
}

/** K4: any authenticated refusal counts; one that comes late is kept and answered. */
export function termsRefused(state: ContractState, body: BodyOf<'terms.refused'>, context: Context): ContractState {
  const { kind, offeredSha256, refuseBy: last, refused } = state.termsOverlay;
  const pending = kind === 'offered' || kind === 'in-force-pending';
  if (!pending || body.versionSha256 !== offeredSha256) return keep(state, context, 'no such version is on offer');
  if (last !== null && isOver(last, context)) return keep(state, context, 'the refusal came after its last day');
  return withOverlay(state, { kind: 'refused', refused: [...refused, offeredSha256] });
}

/** K3: use counts after the entry into force; it accepts once the thirty days are over. */
export function termsUsed(state: ContractState, body: BodyOf<'terms.used'>, context: Context): ContractState {
  const { kind, offeredSha256 } = state.termsOverlay;
  if (body.versionSha256 !== offeredSha256) return keep(state, context, 'no such version is on offer');
  if (kind === 'undecided') return accepted(state);
  return kind === 'in-force-pending' ? withOverlay(state, { used: true }) : state;
}

/** K3: no refusal in time and use since then is acceptance; silence without use is for a person to decide. */
export function termsDeadlinePassed(state: ContractState): ContractState {
  return state.termsOverlay.used ? accepted(state) : withOverlay(state, { kind: 'undecided' });
}

function accepted(state: ContractState): ContractState {
  const { offeredSha256, appliedSha256 } = state.termsOverlay;
  return withOverlay(state, { kind: 'accepted', appliedSha256: offeredSha256 ?? appliedSha256 });
}
