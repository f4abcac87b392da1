/* SPDX-License-Identifier: Apache-2.0 */
/* run.h: `twinack run`. */
#ifndef TWINACK_RUN_H
#define TWINACK_RUN_H

/* argv[0] is "twinack run", what follows are its options. Exit status of the program: 0 all well, 1
 * the simulation found something wrong, 2 bad input. */
int run_main(int argc, char **argv);

#endif
