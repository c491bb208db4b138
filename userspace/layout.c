// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which columns a table has and how wide they are
 */
#include <string.h>

#include "layout.h"
#include "wrap.h"

/* A bar has these widths: at least, in the room of few words, at most. */
enum { BAR_LEAST = 8, BAR_USUAL = 10, BAR_MOST = 30 };

/* A description is cut down to this many columns, or left out. */
enum { DESCRIPTION_LEAST = 20 };

const enum procfile_number layout_numbers[COLUMNS] = {
	[COLUMN_TOTAL] = PROCFILE_TOTAL,
	[COLUMN_IPV4] = PROCFILE_IPV4,
	[COLUMN_IPV6] = PROCFILE_IPV6,
};

const char *const layout_names[COLUMNS] = {
	[COLUMN_STATE] = "STATE",
	[COLUMN_TOTAL] = "TOTAL",
	[COLUMN_IPV4] = "IPV4",
	[COLUMN_IPV6] = "IPV6",
	[COLUMN_CHANGE] = "CHANGE",
	[COLUMN_SHARE] = "SHARE",
	[COLUMN_DESCRIPTION] = "DESCRIPTION",
};

void layout_plain(struct layout *layout, const struct procfile *file,
		  const struct view *view)
{
	enum column i;

	*layout = (struct layout){ 0 };
	layout->shown[COLUMN_STATE] = true;
	for (i = COLUMN_TOTAL; i <= COLUMN_IPV6; i++)
		layout->shown[i] = view_has(view, layout_numbers[i]);
	layout->shown[COLUMN_DESCRIPTION] = file->rows[0].description;
}

static size_t digits_of(unsigned long long number)
{
	size_t digits = 1;

	while (number /= 10)
		digits++;
	return digits;
}

/* How wide a column of numbers must be for the header and all rows. */
static size_t number_width(const struct procfile *file, enum column column)
{
	size_t width = strlen(layout_names[column]);
	unsigned int row;

	for (row = 0; row < TCPSTATES_ROWS; row++) {
		const struct procfile_row *data = &file->rows[row];
		const size_t digits =
			digits_of(data->sockets[layout_numbers[column]]);

		if (digits > width)
			width = digits;
	}
	return width;
}

static size_t description_width(const struct procfile *file)
{
	size_t width = 0;
	unsigned int row;

	for (row = 0; row < TCPSTATES_ROWS; row++) {
		const size_t columns = wrap_columns(file->rows[row].description);

		if (columns > width)
			width = columns;
	}
	return width;
}

/* Both with the blank in front of them. */
static void share_room(struct layout *layout, const struct procfile *file,
		       size_t room)
{
	const bool described = layout->shown[COLUMN_DESCRIPTION];
	const size_t wanted = described ? 1 + description_width(file) : 0;
	size_t bar;

	layout->shown[COLUMN_DESCRIPTION] =
		described && room >= 1 + BAR_LEAST + 1 + DESCRIPTION_LEAST;
	layout->shown[COLUMN_SHARE] = room >= 1 + BAR_LEAST;
	if (!layout->shown[COLUMN_SHARE])
		return;

	if (!layout->shown[COLUMN_DESCRIPTION])
		bar = room - 1;
	else if (room >= 1 + BAR_USUAL + wanted)
		bar = room - 1 - wanted;
	else
		bar = BAR_LEAST;
	if (bar > BAR_MOST)
		bar = BAR_MOST;
	layout->width[COLUMN_SHARE] = bar;
	if (layout->shown[COLUMN_DESCRIPTION])
		layout->width[COLUMN_DESCRIPTION] = room - 1 - bar - 1;
}

/* What the state and the numbers take, with the blanks between them. */
static size_t width_used(const struct layout *layout)
{
	size_t used = layout->width[COLUMN_STATE];
	enum column i;

	for (i = COLUMN_TOTAL; i <= COLUMN_CHANGE; i++)
		if (layout->shown[i])
			used += 1 + layout->width[i];
	return used;
}

bool layout_terminal(struct layout *layout, const struct procfile *file,
		     const struct view *view, size_t change, size_t columns)
{
	const struct layout before = *layout;
	bool grown = false;
	enum column i;
	size_t used;

	layout_plain(layout, file, view);
	if (change) {
		layout->shown[COLUMN_CHANGE] = true;
		layout->shown[COLUMN_DESCRIPTION] = false;
	}

	layout->width[COLUMN_STATE] = strlen(tcpstates_states[0].name);
	layout->width[COLUMN_CHANGE] = change;
	for (i = COLUMN_STATE; i <= COLUMN_CHANGE; i++) {
		if (i >= COLUMN_TOTAL && i <= COLUMN_IPV6)
			layout->width[i] = number_width(file, i);
		if (before.width[i] >= layout->width[i])
			layout->width[i] = before.width[i];
		else
			grown = true;
	}

	used = width_used(layout);
	if (change && used > columns && view_main(view) == PROCFILE_TOTAL) {
		layout->shown[COLUMN_IPV4] = false;
		layout->shown[COLUMN_IPV6] = false;
		used = width_used(layout);
	}
	share_room(layout, file, columns > used ? columns - used : 0);
	return grown;
}
