import { errorTable } from '../core/index.ts';

export const portalError = errorTable({
  PORTAL_NOT_SECURE: {
    kind: 'usage',
    hint: 'Set http.publicUrl to an https address; plain http is for this very machine only.',
  },
  PORTAL_FORM: { kind: 'refused', hint: 'Open the page again and send the form from there.' },
  PORTAL_SESSION: { kind: 'refused', hint: 'Open a new link.' },
  PORTAL_SCOPE: { kind: 'refused', hint: 'Ask for a link that allows this.' },
  PORTAL_NOTHING: { kind: 'not-found', hint: 'Start again from the first page.' },
  PORTAL_LIMIT: { kind: 'temporary', retryable: true, hint: 'Wait, then try again.' },
  PORTAL_RELEASE: {
    kind: 'refused',
    hint: 'Make a new link with coffre links create once it is clear why so much was fetched.',
  },
});
