/** Tag on everything that an environment owns: its default tags carry it, and its bill is told apart by it. */
export const environmentTag = 'trellis.dev/environment';
