/** Run as a bundle by thread.test.ts: asks both engines and leaves the thread as it is. */
import { solveWithHighs } from '../../../solver/engines/highs';
import { proposeWithJslp } from '../../../solver/engines/jslp';
import { meteredSources } from './programmes';

async function run(): Promise<void> {
  const { programme } = meteredSources(3, 6);
  const jslp = await proposeWithJslp(programme, 10);
  const highs = await solveWithHighs(programme, { nodeLimit: 1_000, timeoutSeconds: 20, method: 'default' });
  process.stdout.write(JSON.stringify({ jslp: jslp.claim, highs: highs.claim }));
}

void run();
