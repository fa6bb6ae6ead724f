import './styles/tokens.css';
import './styles/base.css';
import './styles/print.css';

import { mount } from 'svelte';

import App from './App.svelte';
import { app } from './lib/app.svelte';

const target = document.getElementById('app');
app.begin();
if (target) mount(App, { target });
