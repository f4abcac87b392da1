/* SPDX-License-Identifier: Apache-2.0 */
/* invariants.h: whether a controller's state hangs together. */
#ifndef TWINACK_INVARIANTS_H
#define TWINACK_INVARIANTS_H

#include "controller.h"

/* NULL, or the first invariant that does not hold. */
const char *invariants(const struct controller *c);

#endif
