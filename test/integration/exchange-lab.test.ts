import { test } from 'vitest';
import { exchangeContract } from '../contracts/exchange-contract.ts';
import { missingForLab, startExchangeLab } from '../contracts/exchange-lab.ts';

const missing = await missingForLab();

if (missing === null) exchangeContract('the emulated Windows server', () => startExchangeLab(), { timeoutMs: 180_000 });
else if (process.env['CI'] !== undefined) throw new Error(missing);
else test.skip(missing, () => undefined);
