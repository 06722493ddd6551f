/** What an environment asks for that the decision does not place: fixed capacity, and services by their requests. */
import { UserError, type Problem } from '../schema/problem';
import type { Environment } from '../schema/types';
import type { Workspace } from './workspace';

/** @throws UserError `not-supported-yet` */
export function refuseUnplaced({ sites }: Pick<Workspace, 'sites'>, environment: Environment): void {
  const names = sites.map(({ name }) => name);
  const problems: Problem[] = [
    ...environment.infrastructure.flatMap((name, index) => {
      if (!names.includes(name)) return [];
      const message = `${name} is a StaticInfrastructure: it is read, but nothing is placed there yet.`;
      return [{ code: 'not-supported-yet', message, position: environment.where(['spec', 'infrastructure', index]) }];
    }),
    ...environment.services.flatMap(({ path, placement }) => {
      if (placement === undefined) return [];
      const key = [...path, 'requests'];
      const message = `${key.join('.')} is read, but services are not placed by requests yet. Leave it out.`;
      return [{ code: 'not-supported-yet', message, position: environment.where(key) }];
    }),
  ];
  if (problems.length > 0) throw new UserError(problems);
}
