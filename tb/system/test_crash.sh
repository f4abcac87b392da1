#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A part of `make crash`: every fault, mode and topology, at every CRASH_PART-th piece of the
# window. A failure names the command that replays it.
set -u
cd "$(dirname "$0")/../.." || exit 1
exec "${TWINACK_CRASH_BIN:-build/bin/twinack-crash}" crash --part "${CRASH_PART:-32}" \
  --pair-every 199
