import { errorTable } from '../../core/index.ts';

export const httpError = errorTable({
  HTTP_LISTEN_FAILED: {
    kind: 'failed',
    hint: 'Stop what uses this port, or change http.host and http.port in the configuration.',
  },
});
