/* SPDX-License-Identifier: Apache-2.0 */
/* ports_isolate.h: the ports of module isolate, see dut.h. */
#ifndef TWINACK_PORTS_ISOLATE_H
#define TWINACK_PORTS_ISOLATE_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, en) P(uint8_t, d) P(uint8_t, q)
/* clang-format on */

#endif
