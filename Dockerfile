# Coffre as a container: one volume, read-only root, no root.
#   docker build -t coffre .
#   docker run --read-only -v coffre:/var/lib/coffre coffre init --config /var/lib/coffre/coffre.yaml
#   docker run --read-only -v coffre:/var/lib/coffre coffre
# Builds with the legacy builder too: no RUN --mount, no heredoc.

FROM node:24-bookworm-slim AS build
WORKDIR /src
# sqlite3 and ssh2 compile where their prebuilt binaries cannot be downloaded
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json .npmrc ./
# the headers of the Node that will run the addons, whatever the architecture
RUN npm ci --nodedir="$PWD/node_modules/node-linux-$(node -p process.arch)"
# On arm64 no headers before 24.19 come with the project, and with later ones ssh2's addon aborts the process
# (docs/decisions/0012-node-version.md): there ssh2 does without it.
RUN test "$(node -p process.arch)" = x64 || rm -rf node_modules/ssh2/lib/protocol/crypto/build
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts
# The image has its own Node; of the addons only the compiled files are needed. The last line fails the build where an addon
# does not load: ssh2 would fall back silently and transfer at a tenth of the speed.
RUN rm -rf node_modules/node-linux-* node_modules/node-win-* node_modules/.bin \
 && find node_modules -path '*/build/Release/*' ! -name '*.node' ! -type d -delete \
 && rm -rf node_modules/sqlite3/deps node_modules/sqlite3/src node_modules/node-gyp \
 && node -e "require('sqlite3'); process.arch !== 'x64' || require('ssh2/lib/protocol/crypto/build/Release/sshcrypto.node')"

FROM node:24-bookworm-slim
ENV NODE_ENV=production COFFRE_CONFIG=/var/lib/coffre/coffre.yaml TMPDIR=/var/lib/coffre
COPY --from=build /src/package.json /app/package.json
COPY --from=build /src/node_modules /app/node_modules
COPY --from=build /src/dist /app/dist
COPY --from=build /src/bin /app/bin
COPY --from=build /src/config/examples /app/config/examples
COPY --from=build /src/docs /app/docs
RUN mkdir -p /var/lib/coffre && chown 1000:1000 /var/lib/coffre && ln -s /app/bin/coffre.js /usr/local/bin/coffre
USER 1000:1000
WORKDIR /var/lib/coffre
VOLUME /var/lib/coffre
EXPOSE 8480
STOPSIGNAL SIGTERM
# Whether the daemon answers; whether the nights are well is /health, which is no reason to restart anything.
# COFFRE_HEALTH_URL: set it where http.port in the configuration is another.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(process.env.COFFRE_HEALTH_URL ?? 'http://127.0.0.1:8480/health/live').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1: it receives the SIGTERM of `docker stop`, and serve shuts down in stages
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
CMD ["serve"]
