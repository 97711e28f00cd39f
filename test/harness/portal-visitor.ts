export * from '../../demo/portal-visitor.ts';
