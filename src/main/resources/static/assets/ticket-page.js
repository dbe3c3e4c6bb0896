import { mount } from '/assets/ticket.js';

const container = document.getElementById('ticket');
mount(container, container.dataset.number);
