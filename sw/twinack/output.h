/* SPDX-License-Identifier: Apache-2.0 */
/*
 * output.h: a file that appears under its name only when it is whole: written to NAME.part, then
 * renamed.
 */
#ifndef TWINACK_OUTPUT_H
#define TWINACK_OUTPUT_H

#include <limits.h>
#include <stddef.h>
#include <stdio.h>

struct output {
  char path[PATH_MAX], part[PATH_MAX];
  FILE *file; /* NULL: none wanted */
};

/* Opens the file early, so that a bad place is known before anything is simulated. path NULL: none
 * wanted, and all calls do nothing. 0; or -1 with one line in err. */
int output_open(struct output *o, const char *path, char *err, size_t err_size);
/* Whole: gives it its name. 0; or -1 with one line in err, and nothing left. */
int output_commit(struct output *o, char *err, size_t err_size);
/* Not whole: nothing is left. */
void output_drop(struct output *o);

/* The name to write to before the rename. 0, or -1 when it is too long. */
int output_part_name(const char *path, char part[PATH_MAX]);

#endif
