# SPDX-License-Identifier: Apache-2.0
# A database of compiler calls.

# ---- how each file of C is compiled, for editors and analysers
DATABASE_O := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard sw/*/*.c) $(CSIM_C))
.PHONY: compile_commands.json
compile_commands.json: ## how each C file is compiled, for editors
	@$(MAKE) -nB --no-print-directory $(DATABASE_O) | \
	  awk -v dir="$(CURDIR)" -f scripts/compile-commands.awk > $@.part && mv $@.part $@
