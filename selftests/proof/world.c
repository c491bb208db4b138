// SPDX-License-Identifier: GPL-2.0-only
/*
 * world.c - the tables that the walk runs on, and everything that can happen to
 * them during the walk
 *
 * A move is one action of another CPU between two loads of the walk. All moves
 * but a change of state need the lock of their bucket, so they do not happen
 * while the walk holds it. Sockets live in SLAB_TYPESAFE_BY_RCU memory: a free
 * object may become another socket at once; an object that is free when no
 * reader is in a read-side section is given back and must not be read again.
 */
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "standin.h"
#include "world.h"
#include "counts.h"
#include "walk.h"

#define MAX_MOVES 1024
#define MAX_LOADS 100000

/* The walk's own limits: sockets in one hold of a lock, and read ahead at once. */
#ifndef PROOF_HOLD
#define PROOF_HOLD ~0U
#endif
#ifndef PROOF_ROOM
#define PROOF_ROOM ~0U
#endif

enum what { FREE, ADD, REPLACE, CHANGE, CONVERT };

struct move {
	enum what what;
	unsigned int object;	/* the one freed, added or changed */
	unsigned int where;	/* bucket to add to, or object to replace */
	unsigned int load;	/* the walk's loads before this move */
};

/* One piece of memory, and the socket in it. */
struct object {
	struct sock sk;
	int bucket;		/* -1 while free */
	bool given_back;
	bool stayed;		/* same socket in the same chain since the start */
	bool stable;		/* same state and family, too */
	unsigned int cell;	/* the cell of the counts for this socket */
	unsigned int states;	/* a bit for each state it was in */
	unsigned int families;	/* a bit for each family it had */
};

static struct world {
	struct world_shape shape;
	struct inet_ehash_bucket ehash[WORLD_BUCKETS];
	spinlock_t locks[2 * WORLD_BUCKETS];
	struct object objects[WORLD_OBJECTS];
	struct inet_hashinfo hashinfo;
	unsigned int lives[WORLD_CELLS];	/* sockets that it may count */
	unsigned int sockets;			/* sockets of ours, ever */
	unsigned int stable[WORLD_CELLS];
	unsigned int next_cell;
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
} world;

static world_choose choose;
static jmp_buf end_of_run;
static const struct net ours = { 1 }, theirs = { 2 };

static void give_up(const char *broken)
{
	world.broken = broken;
	longjmp(end_of_run, 1);
}

/*
 * Makes an object a new socket. As far as possible, each socket has a cell of
 * the counts of its own: one counted twice must not hide another one missed.
 */
static void make_socket(struct object *object, const struct net *net)
{
	struct sock *sk = &object->sk;
	unsigned int state;

	object->cell = world.next_cell++ % WORLD_CELLS;
	state = object->cell / 2 + 1;
	sk->sk_family = object->cell % 2 ? AF_INET6 : AF_INET;
	sk->sk_net = net;
	sk->tw_substate = 0;
	if (state == TCP_FIN_WAIT2 || state == TCP_TIME_WAIT) {
		sk->tw_substate = state;
		state = TCP_TIME_WAIT;
	} else if (state == TCP_SYN_RECV) {
		state = TCP_NEW_SYN_RECV;
	}
	sk->sk_state = state;
	object->given_back = false;
	object->states = 1U << object->cell / 2;
	object->families = 1U << object->cell % 2;
	if (net == &ours) {
		world.lives[object->cell]++;
		world.sockets++;
	}
}

/* Inserts a node at a head, or in place of another node. */
static void link_node(struct object *object, struct hlist_nulls_node **link,
		      struct hlist_nulls_node *next, int bucket)
{
	struct hlist_nulls_node *node = &object->sk.sk_nulls_node;

	node->next = next;
	node->pprev = link;
	if (!is_a_nulls(next))
		next->pprev = &node->next;
	*link = node;
	object->bucket = bucket;
}

/* Keeps the next pointer: a reader may still be at this object. */
static void release(struct object *object)
{
	object->bucket = -1;
	object->stayed = false;
	object->stable = false;
}

static void unlink_node(struct object *object)
{
	struct hlist_nulls_node *node = &object->sk.sk_nulls_node;

	*node->pprev = node->next;
	if (!is_a_nulls(node->next))
		node->next->pprev = node->pprev;
	release(object);
}

/*
 * State and family are loaded one after the other: each new one may be counted
 * together with each other one that the socket has had.
 */
static void new_cell(struct object *object, unsigned int cell)
{
	unsigned int states = object->states | 1U << cell / 2;
	unsigned int families = object->families | 1U << cell % 2;
	unsigned int i;

	for (i = 0; i < WORLD_CELLS && object->sk.sk_net == &ours; i++)
		if (states >> i / 2 & families >> i % 2 & 1 &&
		    !(object->states >> i / 2 & object->families >> i % 2 & 1))
			world.lives[i]++;
	object->states = states;
	object->families = families;
	object->cell = cell;
	object->stable = false;
}

/*
 * A full socket goes to the next state, a time-wait minisock from FIN_WAIT2 to
 * TIME_WAIT.
 */
static void change_state(struct object *object)
{
	unsigned int cell = object->cell;

	do
		cell = (cell + 2) % WORLD_CELLS;
	while (cell / 2 + 1 == TCP_TIME_WAIT && !object->sk.tw_substate);
	if (object->sk.tw_substate)
		object->sk.tw_substate = cell / 2 + 1;
	else
		object->sk.sk_state = cell / 2 + 1;
	new_cell(object, cell);
}

static void carry_out(const struct move *move)
{
	struct object *object = &world.objects[move->object];
	struct object *old = &world.objects[move->where];
	struct hlist_nulls_node **head;
	int bucket;

	switch (move->what) {
	case FREE:
		unlink_node(object);
		break;
	case ADD:
		head = &world.ehash[move->where].chain.first;
		make_socket(object, &ours);
		link_node(object, head, *head, move->where);
		break;
	case REPLACE:
		bucket = old->bucket;
		make_socket(object, &ours);
		link_node(object, old->sk.sk_nulls_node.pprev,
			  old->sk.sk_nulls_node.next, bucket);
		release(old);
		break;
	case CHANGE:
		change_state(object);
		break;
	case CONVERT:
		/* As IPV6_ADDRFORM does. */
		object->sk.sk_family = AF_INET;
		new_cell(object, object->cell - 1);
		break;
	}
}

static bool locked(int bucket)
{
	return world.locks[bucket & (world.shape.locks - 1)].held;
}

static bool add_move(struct move *moves, unsigned int *n, enum what what,
		     unsigned int object, unsigned int where)
{
	moves[(*n)++] = (struct move){ what, object, where, world.loads };
	return *n < MAX_MOVES;
}

static bool full_socket(const struct sock *sk)
{
	return sk->sk_state != TCP_TIME_WAIT && sk->sk_state != TCP_NEW_SYN_RECV;
}

static bool can_change(const struct sock *sk)
{
	return full_socket(sk) || sk->tw_substate == TCP_FIN_WAIT2;
}

/* All moves that are possible now. */
static unsigned int possible(struct move *moves)
{
	unsigned int o, w, n = 0;

	for (o = 0; o < world.shape.objects; o++) {
		const struct object *object = &world.objects[o];

		if (object->bucket >= 0) {
			if (can_change(&object->sk) &&
			    !add_move(moves, &n, CHANGE, o, 0))
				return n;
			if (full_socket(&object->sk) &&
			    object->sk.sk_family == AF_INET6 &&
			    !add_move(moves, &n, CONVERT, o, 0))
				return n;
			if (!locked(object->bucket) &&
			    !add_move(moves, &n, FREE, o, 0))
				return n;
			continue;
		}
		for (w = 0; w < world.shape.buckets; w++)
			if (!locked(w) && !add_move(moves, &n, ADD, o, w))
				return n;
		for (w = 0; w < world.shape.objects; w++)
			if (world.objects[w].bucket >= 0 &&
			    !locked(world.objects[w].bucket) &&
			    !add_move(moves, &n, REPLACE, o, w))
				return n;
	}
	return n;
}

/* Whether the move needed @lock. */
static bool under(const struct move *move, int was_in, const spinlock_t *lock)
{
	int bucket = move->what == ADD ? (int)move->where :
		     move->what == REPLACE ?
		     world.objects[move->object].bucket : was_in;

	return bucket >= 0 &&
	       &world.locks[bucket & (world.shape.locks - 1)] == lock;
}

/*
 * Makes moves before the walk loads @size bytes at @address, or takes @lock, or
 * ends a read-side section, when free objects are given back. If lazy, the walk
 * must notice the last move at once.
 */
static void schedule(const volatile void *address, size_t size,
		     const spinlock_t *lock, bool section_ends)
{
	static struct move moves[MAX_MOVES];
	bool noticed = true;

	while (world.moved < world.shape.moves) {
		unsigned int n = possible(moves), pick = choose(n);
		unsigned char before[16];
		const struct move *move = &moves[pick - 1];
		int was_in;

		if (!pick)
			break;
		if (size)
			memcpy(before, (const void *)address, size);
		was_in = world.objects[move->object].bucket;
		carry_out(move);
		world.story[world.moved++ % MAX_MOVES] = *move;
		noticed = lock ? under(move, was_in, lock) :
			  section_ends ? move->what == FREE ||
					 move->what == REPLACE :
			  memcmp(before, (const void *)address, size) != 0;
	}
	if (world.lazy && !noticed)
		give_up(NULL);
}

/*
 * The worst case for a reader without a lock: whenever it is about to load the
 * end of a chain, its socket is freed and added again at the head of the chain,
 * so that the end is as far away as before.
 */
static void chase(const volatile void *address)
{
	unsigned int o;

	for (o = 0; o < world.shape.objects; o++) {
		struct object *object = &world.objects[o];
		struct move again = { ADD, o, object->bucket, world.loads };

		if (address != &object->sk.sk_nulls_node.next ||
		    object->bucket < 0 || locked(object->bucket) ||
		    !is_a_nulls(object->sk.sk_nulls_node.next))
			continue;
		unlink_node(object);
		carry_out(&again);
	}
}

/* Ends the run at what would be an oops or a use after free. */
static void check_address(const volatile void *address)
{
	size_t head = (uintptr_t)address - (uintptr_t)world.ehash;
	size_t at = (uintptr_t)address - (uintptr_t)world.objects;

	if (head < world.shape.buckets * sizeof(world.ehash[0])) {
		if (world.held && world.in_hold >= PROOF_HOLD)
			give_up("a lock held for more sockets than promised");
		return;
	}
	if (at >= world.shape.objects * sizeof(struct object))
		give_up("a read of memory that is neither bucket nor socket");
	if (!world.rcu && !world.held)
		give_up("a socket read without RCU and without a lock");
	if (world.objects[at / sizeof(struct object)].given_back)
		give_up("a read of memory that was given back");
	/* The walk loads the namespace of each counted socket once. */
	if (world.held && at % sizeof(struct object) ==
	    offsetof(struct object, sk.sk_net))
		world.in_hold++;
	if (!world.held && at % sizeof(struct object) ==
	    offsetof(struct object, sk.sk_nulls_node.next) &&
	    ++world.in_section > PROOF_ROOM)
		give_up("more sockets read ahead than promised");
}

void world_load(const volatile void *address, size_t size)
{
	if (++world.loads > MAX_LOADS)
		give_up("the walk does not end");
	check_address(address);
	if (world.shape.chase)
		chase(address);
	schedule(address, size, NULL, false);
}

void world_lock(spinlock_t *lock)
{
	if (world.held)
		give_up("a lock taken while one is held");
	schedule(NULL, 0, lock, false);
	lock->held = true;
	world.held++;
	world.in_hold = 0;
}

void world_unlock(spinlock_t *lock)
{
	if (!lock->held)
		give_up("a lock released that is not held");
	lock->held = false;
	world.held--;
}

static void give_back(void)
{
	unsigned int o;

	for (o = 0; o < world.shape.objects; o++)
		if (world.objects[o].bucket < 0)
			world.objects[o].given_back = true;
}

void world_rcu_lock(void)
{
	if (world.signalled)
		give_up("the walk goes on after a fatal signal");
	if (!world.rcu)
		give_back();
	world.rcu++;
	world.in_section = 0;
}

void world_rcu_unlock(void)
{
	if (world.rcu <= 0 || world.held)
		give_up("the RCU read lock released at a wrong time");
	schedule(NULL, 0, NULL, true);
	world.rcu--;
	give_back();
	if (world.shape.signal && choose(1))
		world.signalled = true;
}

bool world_signal(void)
{
	return world.signalled;
}

void *world_alloc(size_t size)
{
	static char memory[1 << 16];

	if (world.held || world.rcu)
		give_up("memory allocated under a lock");
	if (size > sizeof(memory))
		give_up("too much memory");
	if (world.shape.no_memory)
		return NULL;
	world.allocated = true;
	/* The kernel's memory has not been cleared, either. */
	return memset(memory, 0x6b, size);
}

void world_free(void *memory)
{
	if (memory)
		world.allocated = false;
}

struct inet_hashinfo *tcpstates_hashinfo(const struct net *net)
{
	(void)net;
	return &world.hashinfo;
}

static void build(const struct world_shape *shape)
{
	unsigned int b, o;

	memset(&world, 0, offsetof(struct world, objects));
	memset(&world.hashinfo, 0,
	       sizeof(world) - offsetof(struct world, hashinfo));
	world.shape = *shape;
	for (b = 0; b < shape->buckets; b++)
		world.ehash[b].chain.first = (void *)(uintptr_t)(2 * b + 1);
	world.hashinfo = (struct inet_hashinfo){
		.ehash = world.ehash,
		.ehash_locks = world.locks,
		.ehash_mask = shape->buckets - 1,
		.ehash_locks_mask = shape->locks - 1,
	};
	/* Backwards, because each is added at the head. */
	for (o = shape->objects; o-- > 0;) {
		struct object *object = &world.objects[o];
		struct hlist_nulls_node **head;

		memset(object, 0, sizeof(*object));
		object->bucket = -1;
		if (shape->home[o] < 0)
			continue;
		head = &world.ehash[shape->home[o]].chain.first;
		make_socket(object, o < shape->foreign ? &theirs : &ours);
		link_node(object, head, *head, shape->home[o]);
		object->stayed = true;
		object->stable = true;
	}
}

/* Checks what the contract promises for one read. */
static const char *judge(int result, const struct tcpstates_counts *counts)
{
	unsigned long total = 0, stayed = 0;
	unsigned int cell, o;

	if (world.held || world.rcu)
		return "a lock held at the end";
	if (world.allocated)
		return "memory not freed";
	if (world.shape.no_memory)
		return result == -ENOMEM ? NULL : "no memory, not reported";
	if (world.signalled != (result == -EINTR) || (result && !world.signalled))
		return "a fatal signal not reported, or reported without one";
	if (world.signalled)
		return NULL;
	for (o = 0; o < world.shape.objects; o++) {
		if (world.objects[o].sk.sk_net != &ours)
			continue;
		stayed += world.objects[o].stayed;
		if (world.objects[o].stable)
			world.stable[world.objects[o].cell]++;
	}
	for (cell = 0; cell < WORLD_CELLS; cell++) {
		unsigned long n = counts->sockets[cell / 2 + 1][cell % 2];

		if (n < world.stable[cell])
			return "a socket that stayed was not counted";
		if (n > world.lives[cell])
			return "a socket was counted more than once";
		total += n;
	}
	if (total < stayed)
		return "a socket that stayed was not counted";
	if (total > world.sockets)
		return "a socket was counted more than once";
	if (counts->sockets[TCPSTATES_UNKNOWN][0] ||
	    counts->sockets[TCPSTATES_UNKNOWN][1])
		return "a state was not recognized";
	if (counts->buckets != world.shape.buckets)
		return "not all buckets were visited";
	return NULL;
}

const char *world_run(const struct world_shape *shape, world_choose driver,
		      bool lazy)
{
	struct tcpstates_counts counts = { 0 };

	build(shape);
	choose = driver;
	world.lazy = lazy;
	if (!setjmp(end_of_run)) {
		const int result = tcpstates_walk(&ours, &counts);

		world.broken = judge(result, &counts);
	}
	return world.broken;
}

void world_story(void)
{
	static const char *const verb[] = {
		"free", "add", "replace", "change", "convert"
	};
	unsigned int i, o;

	printf("# %u buckets, %u locks, %u objects; at the start:",
	       world.shape.buckets, world.shape.locks, world.shape.objects);
	for (o = 0; o < world.shape.objects && o < 16; o++)
		printf(" %d", world.shape.home[o]);
	printf("\n");
	for (i = 0; i < world.moved && i < MAX_MOVES; i++)
		printf("# before load %u: %s object %u, %u\n",
		       world.story[i].load, verb[world.story[i].what],
		       world.story[i].object, world.story[i].where);
}
