/** What is read and not placed is refused before anything is decided or written, with its line. */
import { environmentFile, inProject, infrastructure, infrastructureFile, projectOf } from '../support/project';

const site = `---
apiVersion: lattice.dev/v1alpha1
kind: StaticInfrastructure
metadata: {name: dc}
spec: {location: {name: here}, capacity: {nodes: 1}}
`;
const files = {
  ...projectOf({
    lab: '  infrastructure: [aws, dc]\n  services:\n    web:\n      requests: {cpu: 1}\n',
    other: '  infrastructure: aws\n',
  }),
  [infrastructureFile]: `${infrastructure}${site}`,
};

test.each(['solve', 'synth', 'validate', 'explain', 'cost'])('%s', (command) =>
  inProject(files, async (project) => {
    const before = project.files();
    const { code, out, err, files: after } = await project.run([command, '--env', 'lab']);
    expect([code, out, after]).toEqual([1, '', before]);
    expect(err).toBe(
      `${environmentFile('lab')}:6:25: dc is a StaticInfrastructure: it is read, but nothing is placed there yet. [not-supported-yet]

${environmentFile('lab')}:9:7: spec.services.web.requests is read, but services are not placed by requests yet. Leave it out. [not-supported-yet]
`,
    );
    expect((await project.run([command, '--env', 'other'])).code).toBe(0);
  }),
);
