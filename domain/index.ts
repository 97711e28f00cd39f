/** Rules as pure functions; time is an argument. */
export * from './ids.ts';
export * from './mailbox.ts';
export * from './snapshot.ts';
