# SPDX-License-Identifier: Apache-2.0
# What others build on: the library of csim, and `make install`.

PREFIX  ?= /usr/local
DESTDIR ?=
# Said once, by the program.
VERSION := $(shell sed -n 's/^const char \*argp_program_version = "twinack \(.*\)";/\1/p' \
             sw/twinack/main.c)

# ---- the library: csim, controller, traffic and the model, in one archive
CSIM_LIB := $(BUILD)/libtwinack-csim.a
$(CSIM_LIB): $(LIB_O) $(BUILD)/fast/model.o $(BUILD)/fast/vl/model.a
	@rm -f $@
	@{ echo "CREATE $@"; echo "ADDLIB $(lastword $^)"; \
	   for o in $(filter %.o,$^); do echo "ADDMOD $$o"; done; echo SAVE; echo END; } | ar -M

.PHONY: install install-programs
INSTALL_BIN := $(addprefix $(BUILD)/bin/,twinack twinack-wave twinack-crash)
install-programs: $(INSTALL_BIN) $(CSIM_LIB) $(NBD_SO)
install: ## programs, library, headers, plugin, manual; DESTDIR=, PREFIX=/usr/local
	@scripts/setup
	@$(MAKE) -s --no-print-directory -j$(CORES) install-programs
	@scripts/install $(BUILD) "$(DESTDIR)" "$(PREFIX)" "$(VERSION)" $(INC)
test-programs: $(CSIM_LIB)
