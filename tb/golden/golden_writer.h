/* SPDX-License-Identifier: Apache-2.0 */
/* golden_writer.h: from a model to its vector file. */
#ifndef TWINACK_GOLDEN_WRITER_H
#define TWINACK_GOLDEN_WRITER_H

#include <stdio.h>

#include "golden.h"

/* The whole file: same model, same bytes. 0, or -1 with errno. */
int golden_write(const struct golden_model *m, FILE *out);

#endif
