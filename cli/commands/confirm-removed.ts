import { confirmRemoval } from '../../project/remove';
import { ExitCode } from '../../schema/problem';
import { line } from '../io';
import type { CommandSpec } from './spec';

export const confirmRemoved: CommandSpec = {
  usage: 'confirm-removed <environment>',
  summary: 'Say that an emptied stack was applied: forget its lock, its stack folder and its addresses.',
  details:
    'For an environment whose file was deleted and whose lock is empty. Until then its emptied stack is emitted, so that nothing is orphaned.',
  options: [],
  run(context, _options, [environment = '']) {
    const removed = confirmRemoval(context.open(), environment);
    for (const file of removed) line(context.io.err, `removed ${file}`);
    return ExitCode.done;
  },
};
