import { environment, environmentFile, inProject } from '../../support/project';
import { guide } from '../../schema/project';

const infrastructureFile = 'environments/infrastructure/all.yaml';
const services = '  services: {web: {requests: {cpu: 1}}}\n';

function explained(documents: string, names: string): Promise<string> {
  const files = {
    [infrastructureFile]: documents,
    [environmentFile('lab')]: environment('lab', `  infrastructure: ${names}\n${services}`),
  };
  return inProject(files, async (project) => (await project.done(['explain'])).out);
}

test('an overflow to what the environment does not name, or nobody describes, is told', async () => {
  expect(await explained(guide('hybrid'), '[dc-east]')).toContain(
    'Nothing overflows from dc-east: its target is aws-production, which spec.infrastructure does not name.',
  );
  expect(await explained(guide('overflow'), '[dc-east]')).toContain(
    'Nothing overflows from dc-east: its target is aws-production, which no document describes.',
  );
  expect(await explained(guide('hybrid'), '[dc-east, aws-production]')).not.toContain('Nothing overflows');
});

test('what is not checked has the names that documents use', async () => {
  expect(await explained(guide('hybrid'), '[dc-east]')).toContain(
    'not checked  dc-east/us-east-dc1 does not state its cpu\n',
  );
});
