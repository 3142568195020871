"""Pictures over HTTP: what may be asked, who may ask, whose turn it is, and what is answered.

``imagegen.serve`` is the door. A route only translates: JSON in, the painter, pictures out. Before the routes
stands the gate; between them and the painter is the queue.
"""
