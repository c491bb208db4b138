// SPDX-License-Identifier: GPL-2.0-only
/*
 * moves.c - the actions of other CPUs
 *
 * A move is one action of another CPU between two loads of the walk. All moves
 * that change a chain need the lock of its bucket, so they do not happen while
 * the walk holds it. Sockets live in SLAB_TYPESAFE_BY_RCU memory: a free object
 * may become another socket at once.
 */
#include "moves.h"

static bool in_ehash(unsigned int state)
{
	return state != TCP_CLOSE && state != TCP_LISTEN;
}

/* The socket enters a chain: it may be counted there, once more. */
static void begin_life(struct object *object)
{
	object->states = 1U << object->cell / 2;
	object->families = 1U << object->cell % 2;
	if (object->sk.sk_net == &ours) {
		world.lives[object->cell]++;
		world.sockets++;
	}
}

/*
 * Makes an object a new socket. As far as possible, each socket has a cell of
 * the counts of its own: one counted twice must not hide another one missed.
 */
void socket_make(struct object *object, const struct net *net)
{
	struct sock *sk = &object->sk;
	unsigned int state;

	while (!in_ehash(world.next_cell % WORLD_CELLS / 2 + 1))
		world.next_cell++;
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
	sk->sk_txhash = ++world.serial;
	/* Request sockets get their reference after they have entered. */
	sk->sk_refcnt = state != TCP_NEW_SYN_RECV;
	object->given_back = false;
	begin_life(object);
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
	object->sk.sk_hash = bucket;
}

/* Keeps the next pointer: a reader may still be at this object. */
void object_release(struct object *object)
{
	world.lost += object->held && object->bucket >= 0;
	object->sk.sk_nulls_node.pprev = NULL;
	object->sk.owned = false;
	object->bucket = -1;
	object->stayed = false;
	object->stable = false;
}

void socket_leave(struct object *object)
{
	struct hlist_nulls_node *node = &object->sk.sk_nulls_node;

	*node->pprev = node->next;
	if (!is_a_nulls(node->next))
		node->next->pprev = node->pprev;
	object_release(object);
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
	while (!in_ehash(cell / 2 + 1) ||
	       (cell / 2 + 1 == TCP_TIME_WAIT && !object->sk.tw_substate));
	if (object->sk.tw_substate)
		object->sk.tw_substate = cell / 2 + 1;
	else
		object->sk.sk_state = cell / 2 + 1;
	new_cell(object, cell);
}

void socket_enter(struct object *object, unsigned int bucket)
{
	struct hlist_nulls_node **head = &world.ehash[bucket].chain.first;

	link_node(object, head, *head, bucket);
}

/* The cell for a state; the family is that of the socket. */
static unsigned int cell_of(const struct object *object, unsigned int state)
{
	return 2 * (state - 1) + (object->sk.sk_family == AF_INET6);
}

/* connect() so far: the socket is in the table, and owned. */
static void come_back(struct object *object, unsigned int bucket)
{
	object->sk.sk_state = TCP_SYN_SENT;
	object->sk.owned = true;
	object->cell = cell_of(object, TCP_SYN_SENT);
	begin_life(object);
	socket_enter(object, bucket);
}

/* The rest of connect(), to a peer that answers. */
static void connected(struct object *object)
{
	object->sk.sk_txhash = ++world.serial;
	object->sk.sk_state = TCP_ESTABLISHED;
	object->sk.owned = false;
	new_cell(object, cell_of(object, TCP_ESTABLISHED));
}

/* listen(), and the end of it. */
static void listen_on(struct object *object)
{
	static struct hlist_nulls_head other;
	struct sock *sk = &object->sk;

	if (sk->sk_state == TCP_LISTEN) {
		sk->sk_state = TCP_CLOSE;
		sk->sk_nulls_node.pprev = NULL;
		return;
	}
	sk->sk_state = TCP_LISTEN;
	sk->sk_nulls_node.next = (void *)1;
	sk->sk_nulls_node.pprev = &other.first;
}

static void rehash(struct object *object, unsigned int bucket)
{
	socket_leave(object);
	begin_life(object);
	socket_enter(object, bucket);
	object->sk.sk_hash |= ++world.serial << 8;
}

void move_make(const struct move *move)
{
	struct object *object = &world.objects[move->object];
	struct object *old = &world.objects[move->where];
	int bucket;

	switch (move->what) {
	case FREE:
		socket_leave(object);
		break;
	case ADD:
		socket_make(object, &ours);
		socket_enter(object, move->where);
		break;
	case READY:
		object->sk.sk_refcnt = 1;
		break;
	case RETURN:
		come_back(object, move->where);
		break;
	case CONNECT:
		connected(object);
		break;
	case LISTEN:
		listen_on(object);
		break;
	case REHASH:
		rehash(object, move->where);
		break;
	case REPLACE:
		bucket = old->bucket;
		socket_make(object, &ours);
		link_node(object, old->sk.sk_nulls_node.pprev,
			  old->sk.sk_nulls_node.next, bucket);
		object_release(old);
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

static const spinlock_t *lock_of(int bucket)
{
	return &world.locks[bucket & (world.shape.locks - 1)];
}

bool locked(int bucket)
{
	return lock_of(bucket)->held;
}

bool lock_protects(const spinlock_t *lock, int bucket)
{
	return bucket >= 0 && lock_of(bucket) == lock;
}

static bool add_move(struct move *moves, unsigned int *n, enum move_what what,
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
	return (full_socket(sk) && !sk->owned) ||
	       sk->tw_substate == TCP_FIN_WAIT2;
}

/* A move of the object to each bucket whose lock is free. */
static bool to_buckets(struct move *moves, unsigned int *n, enum move_what what,
		       unsigned int o)
{
	unsigned int w;

	for (w = 0; w < world.shape.buckets; w++)
		if (!locked(w) && !add_move(moves, n, what, o, w))
			return false;
	return true;
}

/* The moves of a socket in a chain. False if there is no room for more. */
static bool of_member(struct move *moves, unsigned int *n, unsigned int o)
{
	const struct object *object = &world.objects[o];
	const struct sock *sk = &object->sk;

	if (object->locked)
		return true;
	if (!sk->sk_refcnt && !add_move(moves, n, READY, o, 0))
		return false;
	if (can_change(sk) && !add_move(moves, n, CHANGE, o, 0))
		return false;
	if (full_socket(sk) && sk->sk_family == AF_INET6 &&
	    !add_move(moves, n, CONVERT, o, 0))
		return false;
	if (sk->owned && !add_move(moves, n, CONNECT, o, 0))
		return false;
	if (locked(object->bucket))
		return true;
	if (sk->sk_state == TCP_SYN_SENT && !to_buckets(moves, n, REHASH, o))
		return false;
	return add_move(moves, n, FREE, o, 0);
}

/* The same for a socket that has left its chain, but cannot be freed yet. */
static bool of_held(struct move *moves, unsigned int *n, unsigned int o)
{
	const struct sock *sk = &world.objects[o].sk;

	if (!full_socket(sk) || world.objects[o].locked)
		return true;
	if (!add_move(moves, n, LISTEN, o, 0))
		return false;
	return sk->sk_state == TCP_LISTEN || to_buckets(moves, n, RETURN, o);
}

/* The same for a free object. */
static bool of_free(struct move *moves, unsigned int *n, unsigned int o)
{
	unsigned int w;

	if (!to_buckets(moves, n, ADD, o))
		return false;
	for (w = 0; w < world.shape.objects; w++)
		if (world.objects[w].bucket >= 0 &&
		    !locked(world.objects[w].bucket) &&
		    !add_move(moves, n, REPLACE, o, w))
			return false;
	return true;
}

/* All moves that are possible now. */
unsigned int moves_possible(struct move *moves)
{
	unsigned int o, n = 0;

	for (o = 0; o < world.shape.objects; o++) {
		const struct object *object = &world.objects[o];

		if (!(object->bucket >= 0 ? of_member(moves, &n, o) :
		      object->held ? of_held(moves, &n, o) :
				     of_free(moves, &n, o)))
			break;
	}
	return n;
}
