/* SPDX-License-Identifier: Apache-2.0 */
#include "stimulus.h"

#include <string.h>

#include "twk_layout.h"

enum fault { CRC, CHECK, CUT, LONG, MARKED, NO_SOF, NO_EOF, KIND, SHORT, TWO_ENDS, FAULTS };

static void spoil(struct golden *g, struct stimulus_frame *f) {
  switch ((enum fault)golden_below(g, FAULTS)) {
    case CRC:
      f->beat[f->count - 1] ^= UINT64_C(1) << golden_below(g, 64);
      break;
    case CHECK: /* the header's own; the CRC fits */
      f->beat[1] ^= UINT64_C(1) << (56 + golden_below(g, 8));
      f->beat[f->count - 1] = frame_crc(f->beat, f->count - 1);
      break;
    case CUT:
      f->count = 1 + (unsigned)golden_below(g, f->count - 1);
      f->no_eof = true;
      break;
    case LONG:
      f->beat[f->count] = f->beat[f->count - 1];
      f->count++;
      break;
    case MARKED:
      f->broken_at = (unsigned)golden_below(g, f->count);
      f->broken_to = golden_chance(g, 50) ? f->count : f->broken_at + 1;
      break;
    case NO_SOF:
      f->no_sof = true;
      break;
    case NO_EOF:
      f->no_eof = true;
      break;
    case KIND:
      f->beat[0] ^= UINT64_C(1) << (TWK_REC_KIND_LSB + golden_below(g, 4));
      f->beat[f->count - 1] = frame_crc(f->beat, f->count - 1);
      break;
    case TWO_ENDS:
      f->end_at = (unsigned)golden_below(g, f->count - 1);
      break;
    default: /* SHORT: an end too early */
      f->count = 1 + (unsigned)golden_below(g, f->count - 1);
      break;
  }
}

void stimulus_frame(struct golden *g, struct stimulus_frame *f, unsigned slots, unsigned spoilt) {
  struct frame_fields h = {.kind = 0};
  h.kind = golden_chance(g, 60) ? TWK_FRAME_DATA : TWK_FRAME_CLEAN;
  h.flags = (unsigned)golden_bits(g, 2);
  h.tag = 0x55 * (1 + (unsigned)golden_below(g, 3));
  h.slot = (unsigned)golden_below(g, slots);
  h.seq = (uint32_t)golden_bits(g, 8);
  h.lba = golden_bits(g, 40);
  h.count = (unsigned)golden_below(g, 4);
  memset(f, 0, sizeof *f);
  rec_pack(f->beat, &h);
  f->beat[1] |= (uint64_t)rec_check_byte(f->beat) << (TWK_REC_CHECK_LSB - 64);
  f->count = FRAME_HEADER;
  for (unsigned i = 0; h.kind == TWK_FRAME_DATA && i < FRAME_PAYLOAD; i++, f->count++)
    f->beat[f->count] = i == 0 || golden_chance(g, 33) ? golden_bits(g, 64) : f->beat[f->count - 1];
  f->beat[f->count] = frame_crc(f->beat, f->count);
  f->count++;
  f->broken_at = f->broken_to = f->end_at = FRAME_DATA_BEATS + 2; /* no beat */
  if (golden_chance(g, spoilt)) spoil(g, f);
}
