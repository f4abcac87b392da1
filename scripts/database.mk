# SPDX-License-Identifier: Apache-2.0
# A database of compiler calls: how each file of C is compiled, for editors and analysers.

# Asked of a build folder with nothing in it: with -B, -n would remake what makefiles include, and
# what is built would then count as old.
DATABASE   := $(BUILD)/database
DATABASE_O := $(patsubst %.c,$(DATABASE)/obj/%.o,$(wildcard sw/*/*.c) $(CSIM_C))
.PHONY: compile_commands.json
compile_commands.json: ## how each C file is compiled, for editors
	@rm -rf $(DATABASE)
	@$(MAKE) -n --no-print-directory BUILD=$(DATABASE) $(DATABASE_O) | \
	  sed 's|$(DATABASE)/|$(BUILD)/|g' | \
	  awk -v dir="$(CURDIR)" -f scripts/compile-commands.awk > $@.part && mv $@.part $@
	@rm -rf $(DATABASE)
