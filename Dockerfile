# deadpeer in an image: docker build -t deadpeer . (docs/containers.md says how to start it)
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# The script `prepare` would build what has not been copied yet.
RUN npm ci --ignore-scripts --no-fund --no-audit
COPY . .
RUN npm pack --silent

# glibc, and unshare(1) and setpriv(1) of util-linux, are in the base image.
FROM node:24-bookworm-slim
COPY --from=build /build/deadpeer-*.tgz /tmp/
RUN npm install --global --no-fund --no-audit /tmp/deadpeer-*.tgz \
 && rm -rf /tmp/deadpeer-*.tgz /root/.npm \
 && install -d -o node -g node /suite
# An ordinary user: its experiments need no capability of the container's.
USER node
WORKDIR /suite
ENTRYPOINT ["deadpeer"]
CMD ["--help"]
