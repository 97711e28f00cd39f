import { exchangeContract } from '../../test/contracts/exchange-contract.ts';
import { startExchangePlayer } from '../../test/contracts/exchange-player.ts';

exchangeContract('the played server', startExchangePlayer, { timeoutMs: 30_000 });
