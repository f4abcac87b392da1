/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model_firmware.h: what a waveform shows of a controller's firmware, beside the RTL: F(name,
 * bits), signals firmware.a.* and firmware.b.*. Written by csim before each dump, by nobody else.
 */
#ifndef TWINACK_MODEL_FIRMWARE_H
#define TWINACK_MODEL_FIRMWARE_H

/* A list reads better filled. */
/* clang-format off */

/* state: enum role_step. event, tag, slot, lba: what is being decided on, 0: nothing. command and
 * what follows: the one last handed to the hardware. waiting: commands that it has not taken yet.
 * dirty, in_flight: blocks; mirrored: blocks held for the peer. */
#define MODEL_FIRMWARE_SIGNALS(F) \
  F(alive, 1) F(hung, 1) F(state, 4) F(phase, 2) F(mode, 3) F(own, 4) \
  F(hold, 1) F(off, 1) F(pause, 1) \
  F(event, 4) F(event_tag, 8) F(event_slot, 16) F(event_lba, 40) \
  F(command, 4) F(command_tag, 8) F(command_slot, 16) F(command_lba, 40) \
  F(waiting, 8) F(dirty, 16) F(in_flight, 8) F(mirrored, 16)

/* clang-format on */

/* Shown while there is no firmware. */
#define MODEL_FIRMWARE_NO_STATE 15
#define MODEL_FIRMWARE_NO_PHASE 3
#define MODEL_FIRMWARE_NO_MODE 4

#define MODEL_FIRMWARE_FIELD(name, bits) uint64_t name;
struct model_firmware {
  MODEL_FIRMWARE_SIGNALS(MODEL_FIRMWARE_FIELD)
};
#undef MODEL_FIRMWARE_FIELD

#endif
