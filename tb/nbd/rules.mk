# SPDX-License-Identifier: Apache-2.0
# Clients in C of the tests of tb/nbd, included by the top Makefile: build/tb/nbd/*, listed in
# NBD_CLIENT_BIN.
NBD_CLIENT_BIN := $(addprefix $(BUILD)/tb/nbd/,sqlite_nbd nbd_fuzz)

$(BUILD)/tb/nbd/sqlite_nbd: $(addprefix $(BUILD)/san/tb/nbd/client/,sqlite_nbd.o nbd_vfs.o)
	@mkdir -p $(@D)
	@$(CC) $(SAN) -o $@ $^ -lnbd -lsqlite3
$(BUILD)/tb/nbd/nbd_fuzz: $(BUILD)/san/tb/nbd/client/nbd_fuzz.o
	@mkdir -p $(@D)
	@$(CC) $(SAN) -o $@ $^
$(addprefix $(BUILD)/san/tb/nbd/client/,sqlite_nbd.o nbd_vfs.o): tb/nbd/client/nbd_vfs.h
