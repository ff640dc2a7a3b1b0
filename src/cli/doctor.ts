// `deadpeer doctor`: what this machine can do.

export const help: string = `
deadpeer doctor
`;
export async function main(): Promise<number> { return 0; }
