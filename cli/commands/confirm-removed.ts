import { confirmRegions, confirmRemoval } from '../../project/remove';
import { ExitCode } from '../../schema/problem';
import { line } from '../io';
import { selected } from '../selected';
import type { CommandSpec } from './spec';

export const confirmRemoved: CommandSpec = {
  usage: 'confirm-removed <environment> [region...]',
  summary: 'Say that an emptied stack was applied: forget its lock, its stack folder and its addresses.',
  details: `For an environment whose file was deleted and whose lock and stack are empty. Until then its emptied stack is emitted, so
that nothing is orphaned. With regions: for an environment whose network was retired there, applied; its addresses are
free for others from then on.`,
  options: [],
  run(context, _options, [environment = '', ...regions]) {
    const workspace = selected(context, [environment]).open();
    if (regions.length > 0)
      for (const block of confirmRegions(workspace, environment, regions)) line(context.io.err, `freed ${block}`);
    else for (const file of confirmRemoval(workspace, environment)) line(context.io.err, `removed ${file}`);
    return ExitCode.done;
  },
};
