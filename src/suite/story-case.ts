// A case that is a story: its steps with the programs of a client and a server of the configuration.

import type { ProgramOptions } from "../run/options.ts";
import type { RunRequest } from "../run/request.ts";
import { isFaultStep } from "../story/chapters.ts";
import { requestOfStory } from "../story/load-story.ts";
import type { Story, StoryInput } from "../story/story.ts";
import type { NetworkName } from "../timeline/words.ts";
import { clientProgram, isCommand, limitsOf, serverProgram } from "./case-options.ts";
import type { ClientConfig, ServerConfig, SuiteLimits } from "./config.ts";

/** What a case is made of, beside its story. */
export interface StoryParts {
  readonly client: ClientConfig;
  readonly server: ServerConfig;
  readonly on: "terminal" | "pipes";
  readonly network?: NetworkName;
  /** Of each death of which the story says nothing itself. */
  readonly expectVerdict?: string;
}

/** The story's own programs count for nothing; what else it says counts where the configuration says nothing. */
export function requestOfStoryCase(
  story: Story,
  parts: StoryParts,
  limits: SuiteLimits,
  folder: string,
): RunRequest {
  const { client, server, on, network } = parts;
  const control = limits.control ?? story.control;
  return requestOfStory(
    {
      ...withoutPrograms(story),
      ...limitsOf({ ...limits, ...(control && { control }) }),
      ...serverProgram(server, folder),
      ...clientProgram(client, folder),
      clientOn: on,
      ...(network && { network }),
      steps: story.steps.map((step) => withUsual(step, parts)),
    },
    folder,
  );
}

const PROGRAM = /^(?:server|client)|^(?:upstream|ready)$/;

function withoutPrograms(story: Story): Omit<Story, keyof ProgramOptions> {
  const others = Object.entries(story).filter(([name]) => !PROGRAM.test(name));
  return Object.fromEntries(others) as unknown as Omit<Story, keyof ProgramOptions>;
}

/** What a fault's step leaves out is as for any other case of this client and server. */
function withUsual(step: StoryInput, { client, server, expectVerdict }: StoryParts): StoryInput {
  if (!isFaultStep(step)) return step;
  const { faultCommand, kill } = server;
  return {
    ...(faultCommand !== undefined && isCommand(step.fault) && { command: faultCommand }),
    ...(kill && { kill }),
    ...(client.connection && { connection: client.connection }),
    ...(expectVerdict !== undefined && { expectVerdict }),
    ...step,
  };
}
