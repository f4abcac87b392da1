/* SPDX-License-Identifier: Apache-2.0 */
/*
 * power_pins.h: figures of the supplies on the straps of a model's power system.
 */
#ifndef TWINACK_POWER_PINS_H
#define TWINACK_POWER_PINS_H

#include "model.h"
#include "power_config.h"

/* cfg has passed its check. */
void power_pins_set(const struct model *m, const struct power_config *cfg);
/* ... but the machine is found running: mains are good, supplies come up at once and count at once.
 * Every rail is on after some edges of clk_p. */
void power_pins_start(const struct model *m, const struct power_config *cfg);

#endif
