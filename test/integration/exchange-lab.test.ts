import { exchangeContract } from '../contracts/exchange-contract.ts';
import { missingForLab, startExchangeLab } from '../contracts/exchange-lab.ts';
import { describeWith } from './need.ts';

const missing = await missingForLab();

describeWith(missing === null, missing ?? '')('the Exchange lab', () => {
  exchangeContract('the emulated Windows server', () => startExchangeLab(), {
    timeoutMs: 300_000,
    startTimeoutMs: 600_000,
  });
});
