import { expect } from 'vitest';
import type { SimulatedClock } from '../../core/index.ts';
import { type PlayedOptions, type PlayedPortal, playedPortal } from '../../test/harness/played-portal.ts';
import { type PortalVisitor, portalVisitor } from '../../test/harness/portal-visitor.ts';

const opened: PlayedPortal[] = [];

/** Ends every portal that was started; for `afterEach`. */
export async function closePortals(): Promise<void> {
  for (const one of opened.splice(0)) await one.close();
}

export async function startPortal(
  options: PlayedOptions = {},
): Promise<{ readonly portal: PlayedPortal; readonly clock: SimulatedClock }> {
  const portal = await playedPortal(options);
  opened.push(portal);
  return { portal, clock: portal.clock as SimulatedClock };
}

/** A visitor whose link is open. */
export async function inside(portal: PlayedPortal, change: Parameters<PlayedPortal['link']>[0] = {}) {
  const { link, token } = await portal.link(change);
  const visitor: PortalVisitor = portalVisitor(portal.url);
  expect((await visitor.open(token)).status).toBe(303);
  return { visitor, link, token };
}
