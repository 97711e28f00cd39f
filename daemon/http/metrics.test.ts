import { describe, expect, test } from 'vitest';
import { tenantId } from '../../domain/index.ts';
import { createMetrics } from './index.ts';

const acme = tenantId('acme');
const call = {
  method: 'put',
  key: 'packs/ab/secret-name',
  outcome: 'ok',
  bytesSent: 10,
  bytesReceived: 0,
  entries: 0,
  durationMs: 20,
} as const;

describe('metrics', () => {
  test('count runs, mailboxes, bytes, calls and alarms under their names', async () => {
    const metrics = createMetrics();
    metrics.run('partial', 90_000);
    metrics.lastRun(1_800_000);
    metrics.mailbox({ tenant: acme, status: 'ok', sourceBytes: 1000, storedBytes: 10 }, 5000);
    metrics.mailbox({ tenant: acme, status: 'failed', sourceBytes: 0, storedBytes: 0 }, 100);
    metrics.verifyAge(acme, 3_600_000);
    metrics.verification('full', false, 1000);
    metrics.queue({ waiting: 3, running: 2 });
    metrics.storeCall(call);
    metrics.storeCall({ ...call, method: 'get', outcome: 'OBJECTS_NOT_FOUND', bytesSent: 0, bytesReceived: 7 });
    metrics.alarm('night-missed');
    const lines = (await metrics.text()).split('\n');
    for (const line of [
      'coffre_runs_total{status="partial"} 1',
      'coffre_run_duration_seconds_bucket{le="300"} 1',
      'coffre_last_run_timestamp_seconds 1800',
      'coffre_mailboxes_total{tenant="acme",status="ok"} 1',
      'coffre_mailboxes_total{tenant="acme",status="failed"} 1',
      'coffre_source_bytes_total{tenant="acme"} 1000',
      'coffre_stored_bytes_total{tenant="acme"} 10',
      'coffre_verify_age_seconds{tenant="acme"} 3600',
      'coffre_verifications_total{level="full",outcome="failed"} 1',
      'coffre_queue_jobs{state="waiting"} 3',
      'coffre_queue_jobs{state="running"} 2',
      'coffre_store_calls_total{method="put",outcome="ok"} 1',
      'coffre_store_calls_total{method="get",outcome="OBJECTS_NOT_FOUND"} 1',
      'coffre_store_bytes_total{method="get"} 7',
      'coffre_alarms_total{kind="night-missed"} 1',
    ]) {
      expect(lines).toContain(line);
    }
  });

  test('a tenant that was never verified is infinitely old', async () => {
    const metrics = createMetrics();
    metrics.verifyAge(acme, null);
    expect(await metrics.text()).toContain('coffre_verify_age_seconds{tenant="acme"} +Inf');
  });

  test('hold no key, and no outcome that is no code', async () => {
    const metrics = createMetrics();
    metrics.storeCall({ ...call, outcome: 'boss@acme.example: no "such"\nmailbox' });
    const text = await metrics.text();
    expect(text).not.toMatch(/secret-name|boss/);
    expect(text).toContain('outcome="other"');
  });

  test('of two daemons in one process stay apart', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.run('ok', 1);
    expect(await other.text()).not.toContain('coffre_runs_total{');
  });

  test('every name starts with coffre_, also those of the process', async () => {
    const text = await createMetrics({ processMetrics: true }).text();
    const names = text.match(/^# TYPE (\S+)/gm)?.map((line) => line.slice(7)) ?? [];
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !name.startsWith('coffre_'))).toEqual([]);
  });
});
