/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * moves.h - the tables, and the moves: the actions of other CPUs
 */
#ifndef PROOF_MOVES_H
#define PROOF_MOVES_H

#include "standin.h"
#include "world.h"

#define MAX_MOVES 1024

/*
 * RETURN, CONNECT and LISTEN are what a process can do with a full socket that
 * has left its chain while the walk refers to it: connect() again, which puts
 * it into the table first and gives it a new txhash then; or listen(). REHASH is
 * what the sysctl ip_dynaddr does. READY: a request socket gets its reference.
 */
enum move_what {
	FREE, ADD, REPLACE, CHANGE, CONVERT, READY, RETURN, CONNECT, LISTEN,
	REHASH
};

struct move {
	enum move_what what;
	unsigned int object;	/* the one freed, added or changed */
	unsigned int where;	/* bucket to add to, or object to replace */
	unsigned int load;	/* the walk's loads before this move */
};

/* One piece of memory, and the socket in it. */
struct object {
	struct sock sk;
	int bucket;		/* -1 while free */
	bool given_back;
	bool held;		/* the walk has a reference */
	bool locked;		/* the walk has its lock */
	bool stayed;		/* same socket in the same chain since the start */
	bool stable;		/* same state and family, too */
	unsigned int cell;	/* the cell of the counts for this socket */
	unsigned int states;	/* a bit for each state it was in */
	unsigned int families;	/* a bit for each family it had */
};

struct world {
	struct world_shape shape;
	struct inet_ehash_bucket ehash[WORLD_BUCKETS];
	spinlock_t locks[2 * WORLD_BUCKETS];
	struct object objects[WORLD_OBJECTS];
	struct inet_hashinfo hashinfo;
	unsigned int lives[WORLD_CELLS];	/* sockets that it may count */
	unsigned int sockets;			/* sockets of ours, ever */
	unsigned int stable[WORLD_CELLS];
	unsigned int next_cell;
	unsigned int serial;		/* of txhash and of rehashing */
	unsigned int lost;		/* sockets that left while held */
	unsigned int tries;		/* passes begun before this one */
	unsigned int loads;
	unsigned int moved;
	struct move story[MAX_MOVES];
	int rcu;
	unsigned int held;
	unsigned int in_hold;		/* sockets counted in this hold */
	unsigned int in_section;	/* sockets followed in this section */
	bool allocated;
	bool signalled;
	bool lazy;
	const char *broken;
};

extern struct world world;

extern const struct net ours, theirs;

/**
 * moves_possible() - all moves that are possible now
 * @moves:	where to put them, MAX_MOVES at most
 *
 * Return: their number.
 */
unsigned int moves_possible(struct move *moves);

/* Makes a move. */
void move_make(const struct move *move);

/* Whether a lock protects the bucket; -1 is none. */
bool lock_protects(const spinlock_t *lock, int bucket);

/* Whether the walk holds the lock of a bucket. */
bool locked(int bucket);

/* Makes an object a new socket of a namespace, and adds it at a head. */
void socket_make(struct object *object, const struct net *net);
void socket_enter(struct object *object, unsigned int bucket);

/* Removes a socket from its chain. */
void socket_leave(struct object *object);

/* Makes an object free that is in no chain. */
void object_release(struct object *object);

#endif /* PROOF_MOVES_H */
